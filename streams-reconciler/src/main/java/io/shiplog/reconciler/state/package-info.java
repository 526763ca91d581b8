@NullMarked
package io.shiplog.reconciler.state;

import org.jspecify.annotations.NullMarked;
