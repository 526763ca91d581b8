/** What Prometheus reads of all containers and nodes. */
@NullMarked
package io.shiplog.logs.export;

import org.jspecify.annotations.NullMarked;
