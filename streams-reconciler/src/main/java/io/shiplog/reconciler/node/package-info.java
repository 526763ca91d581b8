@NullMarked
package io.shiplog.reconciler.node;

import org.jspecify.annotations.NullMarked;
