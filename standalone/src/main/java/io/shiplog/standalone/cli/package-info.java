@NullMarked
package io.shiplog.standalone.cli;

import org.jspecify.annotations.NullMarked;
