@NullMarked
package io.shiplog.reconciler.controller.eviction;

import org.jspecify.annotations.NullMarked;
