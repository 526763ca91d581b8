/** Containers of a Docker engine; the only importer of docker-java. */
@NullMarked
package io.shiplog.executor.runtime.docker;

import org.jspecify.annotations.NullMarked;
