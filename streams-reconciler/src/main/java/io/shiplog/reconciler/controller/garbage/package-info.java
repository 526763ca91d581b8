@NullMarked
package io.shiplog.reconciler.controller.garbage;

import org.jspecify.annotations.NullMarked;
