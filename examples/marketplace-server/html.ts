import { type Account, type OrderPage, PRODUCT } from './marketplace.ts'

const STYLE = `body{font:16px/1.6 system-ui,sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}
input{font:inherit;padding:.35rem}button{font:inherit;padding:.4rem 1rem;cursor:pointer}form{display:inline}code{overflow-wrap:anywhere}li{margin:.2rem 0}`

/** The page of an order reads itself again whenever its server tells it that something happened. */
const FOLLOW = `new EventSource(location.pathname + '/events').onmessage = async (message) => {
  const answer = await fetch(location.pathname)
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  document.querySelector('main').replaceWith(page.querySelector('main'))
  const line = document.createElement('li')
  line.textContent = JSON.parse(message.data).eventType
  document.querySelector('#heard').append(line)
}`

export function shopPage({ available, enough, depositAddress }: Account, checkoutId: string): string {
  const pay =
    depositAddress === null ? 'Your wallet is being set up.' : `Pay USDC to <code>${asText(depositAddress)}</code>.`
  return layOut(
    'Shop',
    `<h1>${PRODUCT.title}</h1><p>${PRODUCT.price} USD. You have ${asText(available)}.</p>
<form method="post" action="/buy"><input type="hidden" name="checkoutId" value="${asText(checkoutId)}">
<button ${enough ? '' : 'disabled'}>Buy</button></form>${enough ? '' : `<p>Not enough. ${pay}</p>`}`,
  )
}

export function orderPage({ order, delivery, may }: OrderPage): string {
  const button = (action: string, label: string, input = '') =>
    `<form method="post" action="/orders/${order.id}/${action}">${input}<button>${label}</button></form> `
  const link = '<input name="link" type="url" required value="https://example.com/logo.svg" aria-label="Link"> '
  return layOut(
    'Your order',
    `<h1>${PRODUCT.title}</h1>
<p id="status">${order.status}${order.finalStatus === null ? '' : ` (${order.finalStatus})`}</p>
<p>${asText(order.amount)} USD${delivery === null ? '' : `, delivered: <code>${asText(delivery)}</code>`}</p>
${may.deliver ? button('deliver', 'Delivered (seller)', link) : ''}${may.confirm ? button('confirm', 'Confirm (buyer)') : ''}${may.dispute ? button('dispute', 'Dispute (buyer)') : ''}`,
    `<h2>What happened</h2><ul id="heard"></ul><script>${FOLLOW}</script>`,
  )
}

export function errorPage(message: string): string {
  return layOut('Not possible', `<h1>Not possible</h1><p>${asText(message)}</p><p><a href="/">Back to the shop</a></p>`)
}

function layOut(title: string, main: string, rest = ''): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><link rel="icon" href="data:,"><style>${STYLE}</style></head><body><main>${main}</main>${rest}</body></html>`
}

function asText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
