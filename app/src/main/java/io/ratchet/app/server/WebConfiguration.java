package io.ratchet.app.server;

import io.ratchet.console.ConsoleConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The web server around the console. The flow is built before it and handed in; it knows nothing of Spring. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(ConsoleConfiguration.class)
class WebConfiguration {}
