/* Old versions of Node as live peers: answers the requests that src/peers/program.ts describes, in the language of 2015. */

'use strict';

var crypto = require('crypto');
var fs = require('fs');
var tls = require('tls');

var methods = {
  'SSL 3.0': 'SSLv3_method',
  'TLS 1.0': 'TLSv1_method',
  'TLS 1.1': 'TLSv1_1_method',
  'TLS 1.2': 'TLSv1_2_method',
};

/* RFC 3526 §3, as PKCS #3 §9 writes it: without a group there is no Diffie-Hellman. */
var group = (function () {
  var modp14 = crypto.getDiffieHellman('modp14');
  function der(tag, content) {
    var length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 255];
    return Buffer.concat([new Buffer([tag].concat(length)), content]);
  }
  function positive(number) {
    return der(0x02, Buffer.concat([new Buffer([0]), number]));
  }
  var parameters = der(0x30, Buffer.concat([positive(modp14.getPrime()), positive(modp14.getGenerator())]));
  var lines = parameters
    .toString('base64')
    .match(/.{1,64}/g)
    .join('\n');
  return '-----BEGIN DH PARAMETERS-----\n' + lines + '\n-----END DH PARAMETERS-----\n';
})();

var pending = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', function (text) {
  var lines = (pending + text).split('\n');
  pending = lines.pop();
  lines.forEach(hold);
});
process.stdin.on('end', function () {
  process.exit(0);
});

function hold(line) {
  var fields = line.split('\t');
  var values = {};
  fields.forEach(function (field) {
    var equals = field.indexOf('=');
    if (equals > 0) values[field.slice(0, equals)] = field.slice(equals + 1);
  });
  var answered = false;
  function answer(word, text) {
    if (answered) return;
    answered = word !== 'listening';
    console.log([fields[0], word, String(text || '').replace(/\s+/g, ' ')].join('\t'));
  }
  try {
    if (fields[1] === 'server') serve(values, answer);
    if (fields[1] === 'client') say(values, answer);
  } catch (error) {
    answer('failed', error.message);
  }
}

function common(values) {
  return {
    secureProtocol: methods[values.version],
    ciphers: values.suites,
    ca: [fs.readFileSync(values.roots)],
    cert: values.certificate && fs.readFileSync(values.certificate),
    key: values.key && fs.readFileSync(values.key),
  };
}

function serve(values, answer) {
  var options = common(values);
  options.requestCert = values.clientAuth !== 'none';
  options.rejectUnauthorized = values.clientAuth === 'require';
  options.dhparam = group;
  var server = tls.createServer(options, function (socket) {
    talk(socket, answer, function (line) {
      // Once the other side has ended, no close_notify comes from here any more: so this side is first.
      socket.end(line);
    });
    server.close();
  });
  server.on('clientError', function (error) {
    answer('failed', error.message);
  });
  server.listen(0, '127.0.0.1', function () {
    answer('listening', server.address().port);
  });
}

function say(values, answer) {
  var options = common(values);
  options.host = '127.0.0.1';
  options.port = Number(values.port);
  options.servername = values.serverName;
  var socket = tls.connect(options, function () {
    socket.write(values.line + '\n');
  });
  talk(socket, answer, function (line) {
    if (line !== values.line + '\n') answer('failed', 'the echo is not what was sent');
    socket.end();
  });
}

/* Hears one line, then the end. */
function talk(socket, answer, heard) {
  var received = '';
  socket.setEncoding('utf8');
  socket.on('data', function (text) {
    received += text;
    if (received.slice(-1) === '\n') heard(received);
  });
  socket.on('end', function () {
    socket.end();
    if (received.slice(-1) === '\n') answer('done');
    else answer('failed', 'the peer closed before the end of its line');
  });
  socket.on('error', function (error) {
    answer('failed', error.message);
  });
}
