/** The executor's end of exec, attach and port-forward: the internal read protocol's WebSockets to a runtime. */
@NullMarked
package io.shiplog.executor.access;

import org.jspecify.annotations.NullMarked;
