package io.ratchet.console;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the console together, from {@link ConsolePorts} and {@link Access}. */
@Configuration(proxyBeanMethods = false)
public class ConsoleConfiguration {
    @Bean
    Sessions sessions(ConsolePorts ports) {
        return new Sessions(ports.clock());
    }

    @Bean
    AccessFilter accessFilter(Access access, Sessions sessions) {
        return new AccessFilter(access, sessions);
    }

    @Bean
    SignInPage signInPage(Access access, Sessions sessions) {
        return new SignInPage(access, sessions);
    }

    @Bean
    QueuePage queuePage(ConsolePorts ports) {
        return new QueuePage(ports);
    }

    @Bean
    EstatePages estatePages(ConsolePorts ports) {
        return new EstatePages(ports);
    }

    @Bean
    RemediationPages remediationPages(ConsolePorts ports) {
        return new RemediationPages(ports);
    }

    @Bean
    NightPage nightPage(ConsolePorts ports) {
        return new NightPage(ports);
    }

    @Bean
    NightApi nightApi(ConsolePorts ports) {
        return new NightApi(ports);
    }

    @Bean
    StopApi stopApi(ConsolePorts ports) {
        return new StopApi(ports);
    }

    @Bean
    RemediationApi remediationApi(ConsolePorts ports) {
        return new RemediationApi(ports);
    }

    @Bean
    EstateApi estateApi(ConsolePorts ports) {
        return new EstateApi(ports);
    }

    @Bean
    ExplainApi explainApi(ConsolePorts ports) {
        return new ExplainApi(ports);
    }

    @Bean
    RoundApi roundApi(ConsolePorts ports) {
        return new RoundApi(ports);
    }

    @Bean
    WhatIfApi whatIfApi(ConsolePorts ports) {
        return new WhatIfApi(ports);
    }

    @Bean
    ReportApi reportApi(ConsolePorts ports) {
        return new ReportApi(ports);
    }

    @Bean
    WaitingApi waitingApi(ConsolePorts ports) {
        return new WaitingApi(ports);
    }

    @Bean
    TicketApi ticketApi(ConsolePorts ports) {
        return new TicketApi(ports);
    }

    @Bean
    TicketsPage ticketsPage(ConsolePorts ports) {
        return new TicketsPage(ports);
    }

    @Bean
    AuditApi auditApi(ConsolePorts ports) {
        return new AuditApi(ports);
    }

    @Bean
    Problems problems() {
        return new Problems();
    }
}
