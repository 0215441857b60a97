/* Old versions of Node and sessions: `server METHOD CERT KEY`, or `client METHOD ROOTS PORT NAME`, which comes twice. */

'use strict';

var fs = require('fs');
var tls = require('tls');

var method = process.argv[3];
if (process.argv[2] === 'server') serve(process.argv[4], process.argv[5]);
else visit(process.argv[4], Number(process.argv[5]), process.argv[6]);

function serve(certificate, key) {
  var options = {
    secureProtocol: method,
    ciphers: 'AES128-SHA',
    cert: fs.readFileSync(certificate),
    key: fs.readFileSync(key),
  };
  var server = tls.createServer(options, function (socket) {
    socket.on('error', function () {});
    // Once the other side has ended, no close_notify comes from here any more: so this side is first.
    var line = '';
    socket.setEncoding('utf8');
    socket.on('data', function (text) {
      line += text;
      if (line.slice(-1) === '\n') socket.end(line);
    });
  });
  server.listen(0, '127.0.0.1', function () {
    console.log('port ' + server.address().port);
  });
}

function visit(roots, port, name) {
  var options = {
    host: '127.0.0.1',
    port: port,
    servername: name,
    secureProtocol: method,
    ciphers: 'AES128-SHA',
    ca: [fs.readFileSync(roots)],
    // A resumed session has no certificate here.
    checkServerIdentity: function () {},
  };
  var reused = [];
  function next() {
    var socket = tls.connect(options, function () {
      reused.push(socket.isSessionReused());
      options.session = socket.getSession();
      socket.end('hello\n');
    });
    socket.resume();
    socket.on('close', function () {
      if (reused.length < 2) next();
      else console.log('reused ' + reused.join());
    });
  }
  next();
}
