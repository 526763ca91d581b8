/** The file that configures a scheduler, with the fields of KubeSchedulerConfiguration (pure). */
@NullMarked
package io.shiplog.scheduler.config;

import org.jspecify.annotations.NullMarked;
