/**
 * Network interfaces of pods, put in by this process as Kubernetes' network plugins do it. The only place that speaks
 * netlink, and the only importer of JNA.
 */
@NullMarked
package io.shiplog.executor.network;

import org.jspecify.annotations.NullMarked;
