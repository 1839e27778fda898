/** Results to people over HTTP: the page, REST, server-sent events and WebSocket. */
@NullMarked
package io.millrace.dispatcher.web;

import org.jspecify.annotations.NullMarked;
