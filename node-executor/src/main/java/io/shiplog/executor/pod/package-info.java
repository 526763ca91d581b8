/** The life of one pod on its node, pure: state machine, restarts, back-off, admission, status. */
@NullMarked
package io.shiplog.executor.pod;

import org.jspecify.annotations.NullMarked;
