/** A client as small as possible: HTTP/2 with the kubeconfig's certificate, latencies kept exactly. */
@NullMarked
package io.shiplog.benchmarks.client;

import org.jspecify.annotations.NullMarked;
