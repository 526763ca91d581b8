@NullMarked
package io.shiplog.reconciler.controller.nodelifecycle;

import org.jspecify.annotations.NullMarked;
