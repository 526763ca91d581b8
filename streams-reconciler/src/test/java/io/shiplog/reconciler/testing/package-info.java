@NullMarked
package io.shiplog.reconciler.testing;

import org.jspecify.annotations.NullMarked;
