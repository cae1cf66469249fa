// Runs telegram-test-api on loopback: node telegram_test_api.cjs PORT
const TelegramServer = require('telegram-test-api');

const server = new TelegramServer({ host: '127.0.0.1', port: Number(process.argv[2]), storeTimeout: 3600 });
server.start();
