@NullMarked
package io.shiplog.reconciler.engine;

import org.jspecify.annotations.NullMarked;
