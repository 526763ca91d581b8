@NullMarked
package io.shiplog.standalone.sim;

import org.jspecify.annotations.NullMarked;
