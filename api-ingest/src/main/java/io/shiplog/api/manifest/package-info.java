@NullMarked
package io.shiplog.api.manifest;

import org.jspecify.annotations.NullMarked;
