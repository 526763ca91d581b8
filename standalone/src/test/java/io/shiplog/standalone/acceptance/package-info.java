@NullMarked
package io.shiplog.standalone.acceptance;

import org.jspecify.annotations.NullMarked;
