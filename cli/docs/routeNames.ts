import { anchorOf } from '../../api/guide/anchors.ts'

type Place = { readonly method: string; readonly path: string }

/** A route as readers know it: without the base path, with its parameters in braces. */
export function routeName({ method, path }: Place): string {
  const name = path.replace(/^\/api\/v1/, '').replaceAll(/:([A-Za-z]+)/g, '{$1}')
  return `${method.toUpperCase()} ${name}`
}

export function anchorOfRoute(place: Place): string {
  return anchorOf(routeName(place))
}
