/**
 * Measures how long bundles of a model's layers take on this machine, and estimates where it
 * cannot.
 */
@NullMarked
package io.millrace.worker.profile;

import org.jspecify.annotations.NullMarked;
