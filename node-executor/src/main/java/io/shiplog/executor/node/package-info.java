/** All nodes of one executor process, pure: commands and observations in, calls and reports out. */
@NullMarked
package io.shiplog.executor.node;

import org.jspecify.annotations.NullMarked;
