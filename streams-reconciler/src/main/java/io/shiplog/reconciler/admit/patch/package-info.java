/** The four patch kinds of Kubernetes, pure. */
@NullMarked
package io.shiplog.reconciler.admit.patch;

import org.jspecify.annotations.NullMarked;
