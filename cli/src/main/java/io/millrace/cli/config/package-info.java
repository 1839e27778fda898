/** The one configuration file: pipeline, cameras and devices, read strictly. */
@NullMarked
package io.millrace.cli.config;

import org.jspecify.annotations.NullMarked;
