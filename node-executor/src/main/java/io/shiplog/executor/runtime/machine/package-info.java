/** What runtimes that use this machine are told of it. */
@NullMarked
package io.shiplog.executor.runtime.machine;

import org.jspecify.annotations.NullMarked;
