@NullMarked
package io.shiplog.reconciler.controller.service;

import org.jspecify.annotations.NullMarked;
