@NullMarked
package io.shiplog.api.server;

import org.jspecify.annotations.NullMarked;
