/** What a scheduling plugin is: the extension points of kube-scheduler, as far as they are used (pure). */
@NullMarked
package io.shiplog.scheduler.framework;

import org.jspecify.annotations.NullMarked;
