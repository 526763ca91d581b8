/** One class per scheduling plugin, named as in Kubernetes (pure). */
@NullMarked
package io.shiplog.scheduler.plugin;

import org.jspecify.annotations.NullMarked;
