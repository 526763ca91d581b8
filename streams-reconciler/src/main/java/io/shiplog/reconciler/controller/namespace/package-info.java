@NullMarked
package io.shiplog.reconciler.controller.namespace;

import org.jspecify.annotations.NullMarked;
