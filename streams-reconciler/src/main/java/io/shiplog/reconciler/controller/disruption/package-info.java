/** PodDisruptionBudgets: how many of their pods may go now. */
@NullMarked
package io.shiplog.reconciler.controller.disruption;

import org.jspecify.annotations.NullMarked;
