import { z } from 'zod';

/**
 * A path of the machine that runs the services. No system takes a longer one, or one with a NUL in it; whether this system
 * takes it is found out where it is used.
 */
export const ServerPath = z
  .string()
  .min(1)
  .max(32_767, 'a path is at most 32,767 characters long')
  .refine((path) => !path.includes('\0'), 'a path holds no NUL character');
