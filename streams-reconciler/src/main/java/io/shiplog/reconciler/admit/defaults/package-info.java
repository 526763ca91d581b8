/** What Kubernetes fills in when a manifest says nothing, pure. */
@NullMarked
package io.shiplog.reconciler.admit.defaults;

import org.jspecify.annotations.NullMarked;
