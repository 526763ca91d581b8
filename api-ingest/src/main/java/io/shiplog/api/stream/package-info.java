/**
 * exec, attach and port-forward as clients speak them (WebSocket channels, SPDY/3.1, SPDY in a WebSocket), bridged to
 * the executor of the pod's node.
 */
@NullMarked
package io.shiplog.api.stream;

import org.jspecify.annotations.NullMarked;
