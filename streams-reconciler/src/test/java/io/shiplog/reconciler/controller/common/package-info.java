@NullMarked
package io.shiplog.reconciler.controller.common;

import org.jspecify.annotations.NullMarked;
