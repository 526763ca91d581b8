@NullMarked
package io.shiplog.reconciler.topology;

import org.jspecify.annotations.NullMarked;
