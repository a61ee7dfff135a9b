import Provider from 'oidc-provider';

// One client and one person without a password: node provider.mjs PORT ADDRESS-OF-RATCHET WHERE-IT-HEARS-OF-ENDS
const [port, ratchet, ended] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const people = { erin: { preferred_username: 'erin', groups: ['watchers', 'approvers-hq'] } };

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'ratchet',
    client_secret: 'a secret of some length',
    redirect_uris: [`${ratchet}/sign-in/back`],
    post_logout_redirect_uris: [`${ratchet}/sign-in`],
    backchannel_logout_uri: ended,
    grant_types: ['authorization_code'],
    response_types: ['code'],
  }, {
    client_id: 'scanner',
    client_secret: 'another secret of some length',
    redirect_uris: [],
    response_types: [],
    grant_types: ['client_credentials'],
  }],
  claims: { openid: ['sub'], profile: ['preferred_username'], groups: ['groups'] },
  findAccount: (context, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
  pkce: { required: () => true, methods: ['S256'] },
  features: {
    backchannelLogout: { enabled: true },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => undefined,
      getResourceServerInfo: () => ({ scope: 'reports', audience: 'ratchet-api', accessTokenFormat: 'jwt', accessTokenTTL: 300 }),
    },
  },
  ttl: { AccessToken: 300, IdToken: 300, Interaction: 300, Session: 300, Grant: 300, ClientCredentials: 300 },
});
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
