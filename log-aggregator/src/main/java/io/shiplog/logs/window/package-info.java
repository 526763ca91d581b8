@NullMarked
package io.shiplog.logs.window;

import org.jspecify.annotations.NullMarked;
