@NullMarked
package io.shiplog.schemas.kafka;

import org.jspecify.annotations.NullMarked;
