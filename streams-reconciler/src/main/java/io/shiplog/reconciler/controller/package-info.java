@NullMarked
package io.shiplog.reconciler.controller;

import org.jspecify.annotations.NullMarked;
