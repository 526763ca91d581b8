@NullMarked
package io.shiplog.standalone.cell;

import org.jspecify.annotations.NullMarked;
