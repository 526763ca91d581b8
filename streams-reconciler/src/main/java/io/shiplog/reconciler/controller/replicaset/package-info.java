@NullMarked
package io.shiplog.reconciler.controller.replicaset;

import org.jspecify.annotations.NullMarked;
