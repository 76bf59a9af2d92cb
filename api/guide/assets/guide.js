// The list of pages is open beside the text and closed above it.
const wide = matchMedia('(min-width: 60rem)')
const pages = document.querySelector('nav details')
const arrange = () => {
  pages.open = wide.matches
}
wide.addEventListener('change', arrange)
arrange()

// On a long list the page that is read should be in sight.
document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest' })

for (const block of document.querySelectorAll('pre')) {
  const frame = document.createElement('div')
  frame.className = 'block'
  block.replaceWith(frame)
  frame.append(block)
  if (!navigator.clipboard) continue
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'copy'
  button.textContent = 'Copy'
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(block.querySelector('code').textContent.trimEnd())
    button.textContent = 'Copied'
    setTimeout(() => {
      button.textContent = 'Copy'
    }, 1500)
  })
  frame.append(button)
}
