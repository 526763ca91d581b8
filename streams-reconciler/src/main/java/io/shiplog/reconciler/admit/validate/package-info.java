/** What Kubernetes refuses, with its own reasons, paths and words, pure. */
@NullMarked
package io.shiplog.reconciler.admit.validate;

import org.jspecify.annotations.NullMarked;
