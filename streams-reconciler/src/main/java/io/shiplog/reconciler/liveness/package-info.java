@NullMarked
package io.shiplog.reconciler.liveness;

import org.jspecify.annotations.NullMarked;
