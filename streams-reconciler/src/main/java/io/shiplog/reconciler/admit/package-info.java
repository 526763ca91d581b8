@NullMarked
package io.shiplog.reconciler.admit;

import org.jspecify.annotations.NullMarked;
