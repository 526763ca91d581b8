@NullMarked
package io.shiplog.reconciler.controller.deployment;

import org.jspecify.annotations.NullMarked;
