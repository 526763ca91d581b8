/** Where other processes answer the internal read protocol, as their heartbeats say, and how they are asked. */
@NullMarked
package io.shiplog.api.endpoint;

import org.jspecify.annotations.NullMarked;
