@NullMarked
package io.shiplog.reconciler.pod;

import org.jspecify.annotations.NullMarked;
